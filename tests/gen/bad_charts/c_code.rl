# 7:23: error: C code in a chart: an action is one name
# Embedded code would hide what the machine does.
%%{
    machine c_code;

    main := ( start:
        idle: ( ev_go { count++; } -> busy ) >~in_idle,
        busy: ( ev_done            -> idle ) >~in_busy
    );
}%%
