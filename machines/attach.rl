# attach: from a synchronised control channel to packet service attached.
# MBIM 1.0 10.5.3 radio, 10.5.2 subscriber, 10.5.4 PIN,
# 10.5.9 registration, 10.5.10 packet service.
%%{
    machine attach;

    # machines:
    #   ev_channel_open      control has opened the channel
    #   ev_lost              control has lost the channel
    #   ev_session_active    a session is active, so packet service is there
    #   ev_session_refused   no session could be activated
    # answers:
    #   ev_radio_on          the radio is on
    #   ev_radio_off         the radio is switched off by software
    #   ev_radio_blocked     the radio is switched off by hardware
    #   ev_radio_unheard     told to go on it has not answered, and is off
    #   ev_radio_locked      the radio stays off by a lock that may be opened
    #   ev_lock_kept         a lock holds it, and is not to be opened or cannot be
    #   ev_lock_unknown      the modem can tell whether a lock holds it
    #   ev_restart_due       the lock is open, and nothing comes before a restart
    #   ev_radio_unlocked    the lock of the radio is open
    #   ev_sim_ready         the SIM can be used
    #   ev_sim_locked        the SIM asks for a code
    #   ev_sim_starting      the SIM is not ready yet
    #   ev_sim_absent        there is no SIM, or an eSIM without a profile
    #   ev_sim_bad           the SIM is faulty or not activated
    #   ev_pin_unlocked      no code is asked for
    #   ev_pin_needed        the PIN is asked for, and may be sent
    #   ev_pin_missing       a PIN is asked for that we do not have
    #   ev_pin_spent         the PIN was sent already
    #   ev_pin_few           fewer than two attempts are left
    #   ev_puk_needed        the PUK is asked for
    #   ev_pin_accepted      the modem says that the PIN was right
    #   ev_pin_rejected      the PIN was wrong
    #   ev_registered        registered, and we may use the network
    #   ev_roaming_barred    registered, and we must not use the network
    #   ev_searching         the modem looks for a network
    #   ev_unregistered      not registered, and not looking for a network
    #   ev_denied            the network refuses the registration
    #   ev_choice_due        another operator or access is chosen than the modem has
    #   ev_operator_missing  the chosen one is not there, and another one serves
    #   ev_slot_due          a slot is chosen: is it in use?
    #   ev_slot_right        it is, or cannot be
    #   ev_slot_wrong        another one is
    #   ev_bearer_due        an attach APN is chosen: which one has the modem?
    #   ev_bearer_right      the chosen one, or it cannot be told
    #   ev_bearer_wrong      another one
    #   ev_cycle_due         it counts when the modem attaches anew
    #   ev_attached          packet service is there
    #   ev_attaching         packet service is on its way
    #   ev_detached          packet service is not there
    #   ev_unattached        nor does the modem attach when it is told to
    #   ev_failed            a request is refused, or its answer not understood
    # time:
    #   ev_timeout           the answer did not come
    #   ev_retry             the time of the state is up
    # wishes:
    #   ev_reconfigured      the configuration has changed
    # asks:
    #   @survey              is the modem registered already?
    #   @query_radio         is the radio on?
    #   @set_radio_on        switch the radio on
    #   @query_lock          does a lock hold the radio?
    #   @unlock_radio        open the lock of the radio
    #   @restart_modem       start anew
    #   @query_subscriber    how is the SIM?
    #   @query_pin           which code is asked for, how many attempts are left?
    #   @enter_pin           take this PIN
    #   @query_register      where is the modem registered?
    #   @set_register        register, with the chosen operator or any
    #   @query_slot          which slot is in use?
    #   @use_slot            use this one
    #   @query_bearer        with which APN do you attach?
    #   @set_bearer          attach with this one
    #   @set_radio_off       switch the radio off
    #   @query_packet        is packet service there?
    #   @set_packet          attach to packet service
    # does:
    #   @announce_attached   sessions may begin
    #   @try_sessions        sessions may begin: CONNECT perhaps attaches
    #   @announce_detached   all sessions have ended
    # bounded: ev_slot_due: once for each channel
    # bounded: ev_bearer_due: once for each channel
    # bounded: ev_operator_missing: once for each channel
    # bounded: ev_radio_unheard: once, until the radio is on
    # bounded: ev_radio_locked: three attempts to unlock it, while plugged in

    # lint: every state but idle takes ev_lost -> idle

    main := ( start:
        idle:             ( ev_channel_open   @survey            -> surveying ) >~in_idle,

        # a modem that is registered already has its radio on and its SIM
        # unlocked: its ladder begins at packet service
        surveying:        ( ev_registered     @query_packet      -> packet
                          | ev_roaming_barred                    -> roaming_barred
                          | ev_unregistered   @query_radio       -> radio
                          | ev_timeout        @query_radio       -> radio
                          | ev_slot_due       @query_slot        -> slot
                          | ev_lost                              -> idle ) >~in_surveying,

        # before the SIM is asked for anything
        slot:             ( ev_slot_right     @survey            -> surveying
                          | ev_slot_wrong     @use_slot          -> slot_switching
                          | ev_lost                              -> idle ) >~in_slot,

        slot_switching:   ( ev_slot_right     @survey            -> surveying
                          | ev_lost                              -> idle ) >~in_slot_switching,

        # group: radio
        radio:            ( ev_radio_on       @query_subscriber  -> sim
                          | ev_radio_off      @set_radio_on      -> radio_switching
                          | ev_radio_blocked                     -> radio_blocked
                          | ev_failed         @query_subscriber  -> sim
                          | ev_timeout        @query_radio       -> radio
                          | ev_lost                              -> idle ) >~in_radio,

        # one that takes it and says no more is asked, and told once more
        radio_switching:  ( ev_radio_on       @query_subscriber  -> sim
                          | ev_radio_unheard  @set_radio_on      -> radio_switching
                          | ev_radio_off                         -> radio_blocked
                          | ev_radio_locked   @unlock_radio      -> unlocking
                          | ev_lock_unknown   @query_lock        -> radio_lock
                          | ev_restart_due    @restart_modem     -> restarting
                          | ev_radio_blocked                     -> radio_blocked
                          | ev_failed                            -> radio_blocked
                          | ev_timeout        @query_radio       -> radio_switching
                          | ev_lost                              -> idle ) >~in_radio_switching,

        # the hardware switch is off, or the modem keeps its radio off: then the
        # waits grow from 1 s on
        # lasts: 30 s
        # says: the radio stays off: a switch, flight mode or a lock of the modem (FCC) holds it
        # stuck
        radio_blocked:    ( ev_radio_on       @query_subscriber  -> sim
                          | ev_radio_locked   @unlock_radio      -> unlocking
                          | ev_retry          @query_radio       -> radio
                          | ev_reconfigured   @query_radio       -> radio
                          | ev_lost                              -> idle ) >~in_radio_blocked,

        # the "FCC lock" of modems sold in laptops: some tell of it. A SIM
        # may be said to be absent as long as it is shut
        radio_lock:       ( ev_radio_locked   @unlock_radio      -> unlocking
                          | ev_lock_kept                         -> radio_blocked
                          | ev_restart_due    @restart_modem     -> restarting
                          | ev_radio_off                         -> radio_blocked
                          | ev_sim_absent                        -> sim_absent
                          | ev_lost                              -> idle ) >~in_radio_lock,

        unlocking:        ( ev_radio_unlocked @set_radio_on      -> radio_switching
                          | ev_failed                            -> radio_blocked
                          | ev_timeout                           -> radio_blocked
                          | ev_lost                              -> idle ) >~in_unlocking,

        # once, while it is plugged in: the modem goes, and comes back
        # lasts: 60 s
        # says: the modem restarts, so that the opened lock of its radio counts
        restarting:       ( ev_failed                            -> radio_blocked
                          | ev_retry          @query_radio       -> radio
                          | ev_lost                              -> idle ) >~in_restarting,

        # group: SIM
        sim:              ( ev_sim_ready      @query_register    -> registration
                          | ev_sim_locked     @query_pin         -> pin
                          | ev_sim_starting                      -> sim_starting
                          | ev_sim_absent                        -> sim_absent
                          | ev_lock_unknown   @query_lock        -> radio_lock
                          | ev_restart_due    @restart_modem     -> restarting
                          | ev_sim_bad                           -> sim_bad
                          | ev_radio_off                         -> radio_blocked
                          | ev_failed                            -> sim_starting
                          | ev_timeout        @query_subscriber  -> sim
                          | ev_lost                              -> idle ) >~in_sim,

        # lasts: 2 s
        # says: the SIM is not ready yet
        sim_starting:     ( ev_sim_ready      @query_register    -> registration
                          | ev_sim_locked     @query_pin         -> pin
                          | ev_sim_absent                        -> sim_absent
                          | ev_sim_bad                           -> sim_bad
                          | ev_radio_off                         -> radio_blocked
                          | ev_retry          @query_subscriber  -> sim
                          | ev_lost                              -> idle ) >~in_sim_starting,

        # lasts: 30 s
        # says: no SIM is inserted
        # stuck
        sim_absent:       ( ev_sim_ready      @query_register    -> registration
                          | ev_sim_locked     @query_pin         -> pin
                          | ev_sim_starting                      -> sim_starting
                          | ev_sim_bad                           -> sim_bad
                          | ev_radio_off                         -> radio_blocked
                          | ev_retry          @query_subscriber  -> sim
                          | ev_lost                              -> idle ) >~in_sim_absent,

        # lasts: 30 s
        # says: the SIM is faulty or not activated
        # stuck
        sim_bad:          ( ev_sim_ready      @query_register    -> registration
                          | ev_sim_locked     @query_pin         -> pin
                          | ev_sim_starting                      -> sim_starting
                          | ev_sim_absent                        -> sim_absent
                          | ev_radio_off                         -> radio_blocked
                          | ev_retry          @query_subscriber  -> sim
                          | ev_lost                              -> idle ) >~in_sim_bad,

        # group: PIN
        # entered at most once per SIM insertion, never with fewer than
        # two attempts left; PIN2 does not lock the SIM; a PUK needs a person.
        # An accepted PIN counts when the SIM is seen unlocked: until then it
        # is a SIM that starts.
        pin:              ( ev_pin_unlocked   @query_register    -> registration
                          | ev_pin_needed     @enter_pin         -> pin_entering
                          | ev_pin_missing                       -> pin_blocked
                          | ev_pin_spent                         -> pin_blocked
                          | ev_pin_few                           -> pin_blocked
                          | ev_puk_needed                        -> puk_blocked
                          | ev_sim_absent                        -> sim_absent
                          | ev_failed                            -> sim_starting
                          | ev_timeout        @query_pin         -> pin
                          | ev_lost                              -> idle ) >~in_pin,

        pin_entering:     ( ev_pin_accepted   @query_subscriber  -> sim_starting
                          | ev_pin_rejected   @query_pin         -> pin_checking
                          | ev_sim_absent                        -> sim_absent
                          | ev_timeout        @query_pin         -> pin_checking
                          | ev_lost                              -> idle ) >~in_pin_entering,

        # what has become of it; a PIN that is new by now waits as a SIM does
        pin_checking:     ( ev_pin_unlocked   @query_register    -> registration
                          | ev_pin_needed                        -> sim_starting
                          | ev_pin_missing                       -> pin_blocked
                          | ev_pin_spent                         -> pin_blocked
                          | ev_pin_few                           -> pin_blocked
                          | ev_puk_needed                        -> puk_blocked
                          | ev_sim_absent                        -> sim_absent
                          | ev_failed                            -> sim_starting
                          | ev_timeout        @query_pin         -> pin_checking
                          | ev_lost                              -> idle ) >~in_pin_checking,

        # looked at every 30 s if the modem tells no news
        # says: the SIM is locked
        # stuck
        pin_blocked:      ( ev_reconfigured   @query_subscriber  -> sim
                          | ev_sim_ready      @query_register    -> registration
                          | ev_sim_absent                        -> sim_absent
                          | ev_sim_starting                      -> sim_starting
                          | ev_sim_bad                           -> sim_bad
                          | ev_retry          @query_subscriber  -> sim
                          | ev_lost                              -> idle ) >~in_pin_blocked,

        # looked at as well
        # says: the SIM asks for its PUK; unblock it in a phone
        # stuck
        puk_blocked:      ( ev_reconfigured   @query_subscriber  -> sim
                          | ev_sim_ready      @query_register    -> registration
                          | ev_sim_absent                        -> sim_absent
                          | ev_sim_starting                      -> sim_starting
                          | ev_sim_bad                           -> sim_bad
                          | ev_retry          @query_subscriber  -> sim
                          | ev_lost                              -> idle ) >~in_puk_blocked,

        # group: registration
        registration:     ( ev_registered     @query_packet      -> packet
                          | ev_searching                         -> searching
                          | ev_unregistered   @set_register      -> registering
                          | ev_denied                            -> denied
                          | ev_roaming_barred                    -> roaming_barred
                          | ev_failed         @set_register      -> registering
                          | ev_sim_absent                        -> sim_absent
                          | ev_sim_starting                      -> sim_starting
                          | ev_sim_locked                        -> sim_starting
                          | ev_sim_bad                           -> sim_bad
                          | ev_radio_off                         -> radio_blocked
                          | ev_timeout        @query_register    -> registration
                          | ev_choice_due     @set_register      -> registering
                          | ev_operator_missing @set_register    -> registering
                          | ev_bearer_due     @query_bearer      -> bearer
                          | ev_lost                              -> idle ) >~in_registration,

        # the initial EPS bearer; a modem that is registered attaches anew
        bearer:           ( ev_bearer_right   @query_register    -> registration
                          | ev_bearer_wrong   @set_bearer        -> bearer_setting
                          | ev_lost                              -> idle ) >~in_bearer,

        bearer_setting:   ( ev_bearer_right   @query_register    -> registration
                          | ev_cycle_due      @set_radio_off     -> bearer_cycling
                          | ev_lost                              -> idle ) >~in_bearer_setting,

        bearer_cycling:   ( ev_radio_off      @set_radio_on      -> radio_switching
                          | ev_failed         @query_register    -> registration
                          | ev_timeout        @query_radio       -> radio
                          | ev_lost                              -> idle ) >~in_bearer_cycling,

        registering:      ( ev_registered     @query_packet      -> packet
                          | ev_searching                         -> searching
                          | ev_unregistered                      -> searching
                          | ev_denied                            -> denied
                          | ev_roaming_barred                    -> roaming_barred
                          | ev_failed                            -> searching
                          | ev_sim_absent                        -> sim_absent
                          | ev_sim_starting                      -> sim_starting
                          | ev_sim_locked                        -> sim_starting
                          | ev_sim_bad                           -> sim_bad
                          | ev_radio_off                         -> radio_blocked
                          | ev_timeout        @query_register    -> registration
                          | ev_operator_missing @set_register    -> registering
                          | ev_lost                              -> idle ) >~in_registering,

        # lasts: 60 s
        # says: searching for a network
        searching:        ( ev_registered     @query_packet      -> packet
                          | ev_denied                            -> denied
                          | ev_roaming_barred                    -> roaming_barred
                          | ev_sim_absent                        -> sim_absent
                          | ev_sim_locked                        -> sim_starting
                          | ev_sim_bad                           -> sim_bad
                          | ev_radio_off      @query_radio       -> radio
                          | ev_retry          @query_register    -> registration
                          | ev_choice_due     @set_register      -> registering
                          | ev_lost                              -> idle ) >~in_searching,

        # lasts: backoff
        # says: the network refused the registration
        # stuck
        denied:           ( ev_registered     @query_packet      -> packet
                          | ev_searching                         -> searching
                          | ev_roaming_barred                    -> roaming_barred
                          | ev_sim_absent                        -> sim_absent
                          | ev_sim_locked                        -> sim_starting
                          | ev_sim_bad                           -> sim_bad
                          | ev_radio_off      @query_radio       -> radio
                          | ev_retry          @query_register    -> registration
                          | ev_choice_due     @set_register      -> registering
                          | ev_lost                              -> idle ) >~in_denied,

        # registered abroad, and the configuration forbids to use it
        # lasts: 60 s
        # says: registered while roaming, and no session allows that
        # stuck
        roaming_barred:   ( ev_registered     @query_packet      -> packet
                          | ev_searching                         -> searching
                          | ev_unregistered                      -> searching
                          | ev_denied                            -> denied
                          | ev_reconfigured   @query_register    -> registration
                          | ev_sim_absent                        -> sim_absent
                          | ev_sim_locked                        -> sim_starting
                          | ev_sim_bad                           -> sim_bad
                          | ev_radio_off      @query_radio       -> radio
                          | ev_retry          @query_register    -> registration
                          | ev_lost                              -> idle ) >~in_roaming_barred,

        # group: packet service
        # with automatic attach the modem does it by itself
        packet:           ( ev_attached       @announce_attached -> attached
                          | ev_attaching                         -> attach_waiting
                          | ev_detached       @set_packet        -> attaching
                          | ev_failed         @set_packet        -> attaching
                          | ev_unattached     @try_sessions      -> unattached
                          | ev_unregistered                      -> searching
                          | ev_searching                         -> searching
                          | ev_denied                            -> denied
                          | ev_roaming_barred                    -> roaming_barred
                          | ev_sim_absent                        -> sim_absent
                          | ev_sim_locked                        -> sim_starting
                          | ev_sim_bad                           -> sim_bad
                          | ev_radio_off                         -> radio_blocked
                          | ev_timeout        @query_packet      -> packet
                          | ev_lost                              -> idle ) >~in_packet,

        attaching:        ( ev_attached       @announce_attached -> attached
                          | ev_attaching                         -> attach_waiting
                          | ev_detached                          -> attach_failed
                          | ev_failed                            -> attach_failed
                          | ev_unregistered                      -> searching
                          | ev_searching                         -> searching
                          | ev_denied                            -> denied
                          | ev_roaming_barred                    -> roaming_barred
                          | ev_sim_absent                        -> sim_absent
                          | ev_sim_locked                        -> sim_starting
                          | ev_sim_bad                           -> sim_bad
                          | ev_radio_off                         -> radio_blocked
                          | ev_timeout        @query_packet      -> packet
                          | ev_lost                              -> idle ) >~in_attaching,

        # lasts: 30 s
        attach_waiting:   ( ev_attached       @announce_attached -> attached
                          | ev_detached                          -> attach_failed
                          | ev_unregistered                      -> searching
                          | ev_searching                         -> searching
                          | ev_denied                            -> denied
                          | ev_roaming_barred                    -> roaming_barred
                          | ev_sim_absent                        -> sim_absent
                          | ev_sim_locked                        -> sim_starting
                          | ev_sim_bad                           -> sim_bad
                          | ev_radio_off      @query_radio       -> radio
                          | ev_retry          @query_packet      -> packet
                          | ev_lost                              -> idle ) >~in_attach_waiting,

        # lasts: backoff
        # says: packet service is not there; asking for it again
        # stuck
        attach_failed:    ( ev_attached       @announce_attached -> attached
                          | ev_attaching                         -> attach_waiting
                          | ev_unregistered                      -> searching
                          | ev_searching                         -> searching
                          | ev_denied                            -> denied
                          | ev_roaming_barred                    -> roaming_barred
                          | ev_sim_absent                        -> sim_absent
                          | ev_sim_locked                        -> sim_starting
                          | ev_sim_bad                           -> sim_bad
                          | ev_radio_off      @query_radio       -> radio
                          | ev_retry          @query_packet      -> packet
                          | ev_lost                              -> idle ) >~in_attach_failed,

        # the network is there and the modem does not attach: some do so only
        # with CONNECT, and some networks refuse what they then grant. Longer
        # than CONNECT takes.
        # lasts: 200 s
        # says: the modem does not attach to packet service; connecting all the same
        unattached:       ( ev_attached       @announce_attached -> attached
                          | ev_session_active @announce_attached -> attached
                          | ev_session_refused @announce_detached -> attach_failed
                          | ev_unregistered   @announce_detached -> searching
                          | ev_searching      @announce_detached -> searching
                          | ev_denied         @announce_detached -> denied
                          | ev_roaming_barred @announce_detached -> roaming_barred
                          | ev_sim_absent     @announce_detached -> sim_absent
                          | ev_sim_locked     @announce_detached -> sim_starting
                          | ev_sim_bad        @announce_detached -> sim_bad
                          | ev_radio_off      @announce_detached -> radio_blocked
                          | ev_retry          @announce_detached -> attach_failed
                          | ev_lost                              -> idle ) >~in_unattached,

        # abroad without leave: the sessions are deactivated one by one, since
        # their contexts are alive and cost money. A SIM that is said to be locked
        # is asked what it wants; a registered one may stay in use.
        attached:         ( ev_detached       @announce_detached -> attach_failed
                          | ev_unregistered                      -> regaining
                          | ev_searching                         -> regaining
                          | ev_denied         @announce_detached -> denied
                          | ev_roaming_barred                    -> roaming_barred
                          | ev_sim_absent     @announce_detached -> sim_absent
                          | ev_sim_locked     @query_pin         -> regaining
                          | ev_radio_off      @announce_detached -> radio_blocked
                          | ev_lost                              -> idle ) >~in_attached,

        # a registration lost for less than 15 s does not end the bearers
        # lasts: 15 s
        # says: the registration was lost a moment ago
        regaining:        ( ev_registered                        -> attached
                          | ev_detached       @announce_detached -> searching
                          | ev_denied         @announce_detached -> denied
                          | ev_roaming_barred                    -> roaming_barred
                          | ev_sim_absent     @announce_detached -> sim_absent
                          | ev_sim_locked     @query_pin         -> regaining
                          | ev_pin_unlocked                      -> attached
                          | ev_pin_needed     @announce_detached -> sim_starting
                          | ev_pin_missing    @announce_detached -> pin_blocked
                          | ev_pin_spent      @announce_detached -> pin_blocked
                          | ev_pin_few        @announce_detached -> pin_blocked
                          | ev_puk_needed     @announce_detached -> puk_blocked
                          | ev_failed                            -> attached
                          | ev_timeout                           -> attached
                          | ev_radio_off      @announce_detached -> radio_blocked
                          | ev_retry          @announce_detached -> searching
                          | ev_lost                              -> idle ) >~in_regaining
    );
}%%
