# 9:11: error: a second '# stuck' for one state
# Once is enough.
%%{
    machine stuck_twice;

    main := ( start:
        idle: ( ev_go   -> busy ) >~in_idle,
        # stuck
        # stuck
        busy: ( ev_done -> idle ) >~in_busy
    );
}%%
