# 8:16: error: '# says:' says nothing
# A sentence that was to be written later.
%%{
    machine says_nothing;

    main := ( start:
        idle: ( ev_go   -> busy ) >~in_idle,
        # says:
        busy: ( ev_done -> idle ) >~in_busy
    );
}%%
