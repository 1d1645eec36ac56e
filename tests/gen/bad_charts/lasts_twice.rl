# 9:18: error: a second '# lasts:' for one state
# Which one counts?
%%{
    machine lasts_twice;

    main := ( start:
        idle: ( ev_go   -> busy ) >~in_idle,
        # lasts: 1 s
        # lasts: 2 s
        busy: ( ev_done -> idle ) >~in_busy
    );
}%%
