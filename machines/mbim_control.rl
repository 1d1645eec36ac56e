# control: the MBIM control channel, from a plugged device to a synchronised
# channel on which CIDs may be used.  MBIM 1.0 9.3.1 (OPEN), 9.3.2 (CLOSE),
# 9.4.1 (OPEN_DONE); MBIMEx 2.0 "Versioning scheme" (VERSION comes first).
# The subscription to events is the first command on an open channel; nothing
# waits for its answer.
%%{
    machine control;

    # plugging:
    #   ev_plugged            the device is there
    #   ev_gone               the device is gone, or its port was reset
    # wishes:
    #   ev_wanted             a modem is wanted
    #   ev_release            no modem is wanted any more
    # answers:
    #   ev_open_done          the function says that it is open
    #   ev_close_done         the function says that it is closed
    #   ev_size_refused       it cannot take control messages of that size
    #   ev_open_refused       it refuses to open, or will never do so
    #   ev_services_versioned it lists its services, CID VERSION among them
    #   ev_services_plain     it lists its services, without CID VERSION
    #   ev_version_known      both sides have agreed on a version of MBIMEx
    #   ev_failed             it refuses the request, or cannot be understood
    #   ev_not_opened         it says that it was not opened
    # time:
    #   ev_timeout            the answer did not come
    #   ev_exhausted          no OPEN was answered for 45 s
    #   ev_hung               several answers in a row did not come
    #   ev_mute               no answer since it was opened; or again: it was not opened
    #   ev_desynced           instead of the answer came answers to others
    #   ev_retry              the back-off is over
    # asks:
    #   @send_open            OPEN
    #   @send_close           CLOSE
    #   @query_services       which services and CIDs are there?
    #   @query_version        which version of MBIMEx is spoken?
    # does:
    #   @announce_open        attach may begin
    #   @reset_port           the port is reset, as if it was plugged in anew
    # bounded: ev_size_refused: two sizes are left to try
    # bounded: ev_not_opened: the second one on an open channel is mute
    # bounded: ev_close_done: three in a round of opening, then open_refused

    # lint: every state but absent takes ev_gone -> absent

    main := ( start:
        # says: no modem
        absent:      ( ev_plugged                               -> closed ) >~in_absent,

        closed:      ( ev_wanted             @send_open         -> opening
                     | ev_gone                                  -> absent ) >~in_closed,

        # OPEN is repeated every 5 s; a CLOSE_DONE here means that the function
        # was open and in an unknown state: close it properly, then open.
        # desynced: what came answers other messages than ours, so the queue
        # of answers is not ours.
        opening:     ( ev_open_done          @query_services    -> services
                     | ev_close_done         @send_close        -> resyncing
                     | ev_size_refused       @send_open         -> opening
                     | ev_open_refused                          -> waiting
                     | ev_timeout            @send_open         -> opening
                     | ev_exhausted          @reset_port        -> waiting
                     | ev_desynced           @reset_port        -> waiting
                     | ev_release            @send_close        -> closing
                     | ev_gone                                  -> absent ) >~in_opening,

        resyncing:   ( ev_close_done         @send_open         -> opening
                     | ev_timeout            @send_open         -> opening
                     | ev_release            @send_close        -> closing
                     | ev_gone                                  -> absent ) >~in_resyncing,

        services:    ( ev_services_versioned @query_version     -> version
                     | ev_services_plain     @announce_open     -> open
                     | ev_failed             @announce_open     -> open
                     | ev_timeout            @send_close        -> resyncing
                     | ev_mute               @reset_port        -> waiting
                     | ev_desynced           @reset_port        -> waiting
                     | ev_not_opened         @send_open         -> opening
                     | ev_release            @send_close        -> closing
                     | ev_gone                                  -> absent ) >~in_services,

        version:     ( ev_version_known      @announce_open     -> open
                     | ev_failed             @announce_open     -> open
                     | ev_timeout            @send_close        -> resyncing
                     | ev_mute               @reset_port        -> waiting
                     | ev_desynced           @reset_port        -> waiting
                     | ev_not_opened         @send_open         -> opening
                     | ev_release            @send_close        -> closing
                     | ev_gone                                  -> absent ) >~in_version,

        # hung: several answers in a row did not come.
        # mute: since the channel was opened, none has come; or the function
        # said again and again that it was not opened.
        open:        ( ev_hung               @send_close        -> resyncing
                     | ev_mute               @reset_port        -> waiting
                     | ev_not_opened         @send_open         -> opening
                     | ev_release            @send_close        -> closing
                     | ev_gone                                  -> absent ) >~in_open,

        closing:     ( ev_close_done                            -> closed
                     | ev_timeout                               -> closed
                     | ev_gone                                  -> absent ) >~in_closing,

        # lasts: backoff
        # says: the modem does not open its control channel; trying again
        # stuck
        waiting:     ( ev_retry              @send_open         -> opening
                     | ev_release                               -> closed
                     | ev_gone                                  -> absent ) >~in_waiting
    );
}%%
