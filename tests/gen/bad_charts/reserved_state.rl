# 8:9: error: 'write' is no name for a state
# A word of Ragel: it would stumble over it in a file nobody wrote.
%%{
    machine reserved_state;

    main := ( start:
        idle:  ( ev_go   -> write ) >~in_idle,
        write: ( ev_done -> idle ) >~in_write
    );
}%%
