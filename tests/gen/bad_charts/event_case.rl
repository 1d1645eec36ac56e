# 7:17: error: 'ev_Go' is not in lower case
# Upper case is for the constants in C.
%%{
    machine event_case;

    main := ( start:
        idle: ( ev_Go   -> busy ) >~in_idle,
        busy: ( ev_done -> idle ) >~in_busy
    );
}%%
