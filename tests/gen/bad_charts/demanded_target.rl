# 9:28: error: 'ev_gone' must lead to 'idle' (line 5)
# The demanded event is there, but leads elsewhere.
%%{
    machine demanded_target;
    # lint: every state but idle takes ev_gone -> idle

    main := ( start:
        idle: ( ev_go   -> busy ) >~in_idle,
        busy: ( ev_gone -> busy ) >~in_busy
    );
}%%
