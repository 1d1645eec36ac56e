# 8:18: error: expected '# lasts: 30 s', '# lasts: 500 ms' or '# lasts: backoff'
# No time at all would be a state that ends at once.
%%{
    machine lasts_nothing;

    main := ( start:
        idle: ( ev_go   -> busy ) >~in_idle,
        # lasts: 0 s
        busy: ( ev_done -> idle ) >~in_busy
    );
}%%
