# control: the control channel of the toy protocol.
%%{
    machine control;

    # plugging:
    #   ev_plugged     the device is there
    #   ev_gone        the device is gone, or its port was reset
    # wishes:
    #   ev_wanted      a modem is wanted
    #   ev_release     no modem is wanted any more
    # answers:
    #   ev_opened      the modem greets back
    #   ev_closed      the modem says good-bye
    #   ev_refused     it does not want to talk
    #   ev_not_opened  it says that nobody has greeted it
    # time:
    #   ev_timeout     the answer did not come
    #   ev_hung        several answers in a row did not come
    #   ev_mute        no answer since it was opened; or again: it was not opened
    #   ev_retry       the back-off is over
    # asks:
    #   @send_hello    greet
    #   @send_bye      take leave
    # does:
    #   @announce_open attach may begin
    #   @reset_port    the port is reset, as if it was plugged in anew
    # bounded: ev_not_opened: the second one on an open channel is mute

    # lint: every state but absent takes ev_gone -> absent

    main := ( start:
        # says: no modem
        absent:  ( ev_plugged                        -> closed ) >~in_absent,

        closed:  ( ev_wanted      @send_hello        -> opening
                 | ev_gone                           -> absent ) >~in_closed,

        opening: ( ev_opened      @announce_open     -> open
                 | ev_refused                        -> waiting
                 | ev_timeout     @send_hello        -> opening
                 | ev_release     @send_bye          -> closing
                 | ev_gone                           -> absent ) >~in_opening,

        open:    ( ev_hung        @send_hello        -> opening
                 | ev_mute        @reset_port        -> waiting
                 | ev_not_opened  @send_hello        -> opening
                 | ev_release     @send_bye          -> closing
                 | ev_gone                           -> absent ) >~in_open,

        closing: ( ev_closed                         -> closed
                 | ev_timeout                        -> closed
                 | ev_gone                           -> absent ) >~in_closing,

        # lasts: backoff
        # says: the modem does not open its control channel; trying again
        # stuck
        waiting: ( ev_retry       @send_hello        -> opening
                 | ev_release                        -> closed
                 | ev_gone                           -> absent ) >~in_waiting
    );
}%%
