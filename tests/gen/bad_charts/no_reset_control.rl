# 4:13: error: a control chart has '@reset_port' somewhere
# Nothing could reset the port.
%%{
    machine control;

    main := ( start:
        away:    ( ev_plugged                -> closed ) >~in_away,
        closed:  ( ev_wanted                 -> opening
                 | ev_gone                   -> away ) >~in_closed,
        opening: ( ev_retry   @announce_open -> opening
                 | ev_hung                   -> opening
                 | ev_mute    @announce_open   -> opening
                 | ev_release                -> closed ) >~in_opening
    );
}%%
