# 8:18: error: expected '# lasts: 30 s', '# lasts: 500 ms' or '# lasts: backoff'
# More than a day, which is a slip.
%%{
    machine lasts_too_long;

    main := ( start:
        idle: ( ev_go   -> busy ) >~in_idle,
        # lasts: 90000 s
        busy: ( ev_done -> idle ) >~in_busy
    );
}%%
