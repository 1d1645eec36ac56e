# 9:17: error: a second '# says:' for one state
# A sentence is one line.
%%{
    machine says_twice;

    main := ( start:
        idle: ( ev_go   -> busy ) >~in_idle,
        # says: this is a
        # says: long sentence
        busy: ( ev_done -> idle ) >~in_busy
    );
}%%
