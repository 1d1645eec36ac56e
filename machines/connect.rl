# connect: one IP session, from packet service attached to a configured link.
# MBIM 1.0 10.5.12 (CONNECT), 10.5.20 (IP_CONFIGURATION); one instance a session.
%%{
    machine connect;

    # machines:
    #   ev_attached       attach has packet service, and the session is wanted
    #   ev_detached       attach has lost packet service, or the channel is lost
    # answers:
    #   ev_activated      the session is active
    #   ev_deactivated    the session is not active
    #   ev_type_rejected  not with both address families; one is left to try
    #   ev_rejected       the session is refused
    #   ev_configured     there are addresses
    #   ev_unconfigured   there are no addresses yet
    #   ev_unserved       the modem gives none: the link is to ask for them
    #   ev_link_ready     the link has asked, and has addresses
    #   ev_link_failed    the link has asked, and nobody gives addresses
    #   ev_failed         a request is refused, or its answer not understood
    # time:
    #   ev_timeout        the answer did not come, or the session did not settle
    #   ev_exhausted      no addresses for 20 s, and the link cannot ask
    #   ev_retry          the time of the state is up
    # wishes:
    #   ev_release        the session is not wanted any more
    # asks:
    #   @query_connect    is the session active?
    #   @activate         activate the session
    #   @deactivate       deactivate the session
    #   @query_ip         which addresses?
    # does:
    #   @link_up          the network device gets its addresses
    #   @link_change      the network device gets other addresses
    #   @link_down        the network device loses its addresses
    # bounded: ev_type_rejected: two address families become one, once

    # lint: every state but idle takes ev_detached -> idle

    main := ( start:
        idle:        ( ev_attached       @query_connect    -> querying ) >~in_idle,

        # a context that an earlier host left active is closed first
        querying:    ( ev_deactivated    @activate         -> activating
                     | ev_activated      @deactivate       -> clearing
                     | ev_failed         @activate         -> activating
                     | ev_timeout        @query_connect    -> querying
                     | ev_release                          -> idle
                     | ev_detached                         -> idle ) >~in_querying,

        clearing:    ( ev_deactivated    @activate         -> activating
                     | ev_failed         @activate         -> activating
                     | ev_timeout                          -> waiting
                     | ev_release                          -> idle
                     | ev_detached                         -> idle ) >~in_clearing,

        # type_rejected: the network grants one address family only
        activating:  ( ev_activated      @query_ip         -> configuring
                     | ev_type_rejected  @activate         -> activating
                     | ev_rejected                         -> waiting
                     | ev_deactivated                      -> waiting
                     | ev_timeout        @deactivate       -> abandoning
                     | ev_release        @deactivate       -> releasing
                     | ev_detached                         -> idle ) >~in_activating,

        configuring: ( ev_configured     @link_up          -> up
                     | ev_unconfigured                     -> ip_waiting
                     | ev_unserved       @link_up          -> link_configuring
                     | ev_failed         @deactivate       -> abandoning
                     | ev_deactivated                      -> waiting
                     | ev_timeout        @deactivate       -> abandoning
                     | ev_release        @deactivate       -> releasing
                     | ev_detached                         -> idle ) >~in_configuring,

        # connected, but the addresses come later (by indication, or asked for)
        # lasts: 1 s
        # says: connected, but the modem has no addresses yet
        ip_waiting:  ( ev_configured     @link_up          -> up
                     | ev_retry          @query_ip         -> configuring
                     | ev_exhausted      @deactivate       -> abandoning
                     | ev_unserved       @link_up          -> link_configuring
                     | ev_deactivated                      -> waiting
                     | ev_release        @deactivate       -> releasing
                     | ev_detached                         -> idle ) >~in_ip_waiting,

        # the host asks on the link itself (MBIM 1.0 10.5.20): DHCP, SLAAC
        # lasts: 90 s
        link_configuring:
                     ( ev_link_ready                       -> up
                     | ev_link_failed    @link_down        -> waiting
                     | ev_retry          @link_down        -> waiting
                     | ev_configured     @link_change      -> up
                     | ev_deactivated    @link_down        -> waiting
                     | ev_release        @deactivate       -> releasing
                     | ev_detached       @link_down        -> idle ) >~in_link_configuring,

        up:          ( ev_configured     @link_change      -> up
                     | ev_deactivated    @link_down        -> waiting
                     | ev_release        @deactivate       -> releasing
                     | ev_detached       @link_down        -> idle ) >~in_up,

        abandoning:  ( ev_deactivated                      -> waiting
                     | ev_failed                           -> waiting
                     | ev_timeout                          -> waiting
                     | ev_release        @deactivate       -> releasing
                     | ev_detached                         -> idle ) >~in_abandoning,

        releasing:   ( ev_deactivated    @link_down        -> idle
                     | ev_failed         @link_down        -> idle
                     | ev_timeout        @link_down        -> idle
                     | ev_detached       @link_down        -> idle ) >~in_releasing,

        # lasts: backoff
        # stuck
        waiting:     ( ev_retry          @query_connect    -> querying
                     | ev_release                          -> idle
                     | ev_detached                         -> idle ) >~in_waiting
    );
}%%
