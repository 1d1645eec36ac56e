# 8:18: error: expected '# lasts: 30 s', '# lasts: 500 ms' or '# lasts: backoff'
# A number alone: of what?
%%{
    machine lasts_no_unit;

    main := ( start:
        idle: ( ev_go   -> busy ) >~in_idle,
        # lasts: 30
        busy: ( ev_done -> idle ) >~in_busy
    );
}%%
