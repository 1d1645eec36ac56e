# control: the QMI control channel, from a plugged device to one with a client of
# each service, on which messages may be sent.  There is no OPEN: a modem that
# answers is there, and what an earlier host has left is its clients.
# The registration of indications is the first request on an open channel; nothing
# waits for its answer.
%%{
    machine control;

    # plugging:
    #   ev_plugged         the device is there
    #   ev_gone            the device is gone, or its port was reset
    # wishes:
    #   ev_wanted          a modem is wanted
    #   ev_release         no modem is wanted any more
    # answers:
    #   ev_answered_alone  the modem answers, and we are its only host
    #   ev_answered_shared the modem answers, and a proxy shares it
    #   ev_synced          no client of an earlier host is left
    #   ev_clients_given   each service that is needed has given us a client
    #   ev_clients_plain   the same, and there is no data path to agree on
    #   ev_refused         a service that is needed gives none
    #   ev_format_known    it is known how the modem frames its data
    #   ev_released        our clients are given back
    #   ev_failed          it refuses the request, or cannot be understood
    #   ev_restarted       it has restarted, or knows no client of ours
    # time:
    #   ev_timeout         the answer did not come
    #   ev_exhausted       the channel was not open after 45 s
    #   ev_desynced        the answer did not come, but others than ours
    #   ev_hung            several answers in a row did not come
    #   ev_mute            no answer since it was opened; or again: it has restarted
    #   ev_retry           the back-off is over
    # asks:
    #   @query_versions    which services are there?
    #   @sync              give back the clients of all hosts
    #   @allocate_clients  a client of each service, one by one
    #   @agree_format      how is data framed?
    #   @release_clients   take our clients back, the last one first
    # does:
    #   @announce_open     attach may begin
    #   @reset_port        the port is reset, as if it was plugged in anew
    # bounded: ev_restarted: the second one on an open channel is mute

    # lint: every state but absent takes ev_gone -> absent

    main := ( start:
        # says: no modem
        absent:      ( ev_plugged                             -> closed ) >~in_absent,

        closed:      ( ev_wanted           @query_versions    -> opening
                     | ev_gone                                -> absent ) >~in_closed,

        # the first request after a modem has started may be lost: it is
        # repeated every second, and harmless. Sync is not: it ends what other
        # hosts do with the modem.
        # desynced: each request fetches the answer to the one before, on the
        # kernel's cdc-wdm behind a program that was killed
        opening:     ( ev_answered_alone   @sync              -> syncing
                     | ev_answered_shared  @allocate_clients  -> clients
                     | ev_timeout          @query_versions    -> opening
                     | ev_desynced         @reset_port        -> waiting
                     | ev_exhausted        @reset_port        -> waiting
                     | ev_release          @release_clients   -> closing
                     | ev_gone                                -> absent ) >~in_opening,

        # failed: it does not know sync, or leaves it unanswered again
        syncing:     ( ev_synced           @allocate_clients  -> clients
                     | ev_failed           @allocate_clients  -> clients
                     | ev_timeout          @query_versions    -> opening
                     | ev_desynced         @reset_port        -> waiting
                     | ev_release          @release_clients   -> closing
                     | ev_gone                                -> absent ) >~in_syncing,

        clients:     ( ev_clients_given    @agree_format      -> format
                     | ev_clients_plain    @announce_open     -> open
                     | ev_refused          @release_clients   -> giving_up
                     | ev_timeout          @query_versions    -> opening
                     | ev_exhausted        @reset_port        -> waiting
                     | ev_desynced         @reset_port        -> waiting
                     | ev_mute             @reset_port        -> waiting
                     | ev_restarted        @query_versions    -> opening
                     | ev_release          @release_clients   -> closing
                     | ev_gone                                -> absent ) >~in_clients,

        # failed: nothing is agreed on, or it leaves that unanswered again
        format:      ( ev_format_known     @announce_open     -> open
                     | ev_failed           @announce_open     -> open
                     | ev_timeout          @query_versions    -> opening
                     | ev_desynced         @reset_port        -> waiting
                     | ev_mute             @reset_port        -> waiting
                     | ev_restarted        @query_versions    -> opening
                     | ev_release          @release_clients   -> closing
                     | ev_gone                                -> absent ) >~in_format,

        # hung: several answers in a row did not come.
        # mute: since the channel was opened, none has come; or the modem
        # restarts again and again.
        open:        ( ev_hung             @release_clients   -> resyncing
                     | ev_mute             @reset_port        -> waiting
                     | ev_restarted        @query_versions    -> opening
                     | ev_release          @release_clients   -> closing
                     | ev_gone                                -> absent ) >~in_open,

        resyncing:   ( ev_released         @query_versions    -> opening
                     | ev_timeout          @query_versions    -> opening
                     | ev_release          @release_clients   -> closing
                     | ev_gone                                -> absent ) >~in_resyncing,

        # the clients that it has given are not kept meanwhile
        giving_up:   ( ev_released                            -> waiting
                     | ev_timeout                             -> waiting
                     | ev_release          @release_clients   -> closing
                     | ev_gone                                -> absent ) >~in_giving_up,

        closing:     ( ev_released                            -> closed
                     | ev_timeout                             -> closed
                     | ev_gone                                -> absent ) >~in_closing,

        # lasts: backoff
        # says: the modem does not open its control channel; trying again
        # stuck
        waiting:     ( ev_retry            @query_versions    -> opening
                     | ev_release                             -> closed
                     | ev_gone                                -> absent ) >~in_waiting
    );
}%%
