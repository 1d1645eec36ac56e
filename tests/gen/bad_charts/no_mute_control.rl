# 4:13: error: a control chart takes 'ev_mute' somewhere
# Nothing would get a mute modem going again.
%%{
    machine control;

    main := ( start:
        away:    ( ev_plugged                -> closed ) >~in_away,
        closed:  ( ev_wanted                 -> opening
                 | ev_gone                   -> away ) >~in_closed,
        opening: ( ev_retry   @announce_open -> opening
                 | ev_hung                   -> opening
                 | ev_quiet   @reset_port    -> opening
                 | ev_release                -> closed ) >~in_opening
    );
}%%
