# 8:9: error: 'Busy' is not in lower case
# Upper case is for the constants in C.
%%{
    machine state_case;

    main := ( start:
        idle: ( ev_go   -> Busy ) >~in_idle,
        Busy: ( ev_done -> idle ) >~in_Busy
    );
}%%
