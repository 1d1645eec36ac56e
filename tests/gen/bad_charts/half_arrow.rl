# 6:33: error: a chart has no '-'
# A slip of the finger.
%%{
    machine half_arrow;
    main := ( start:
        idle: ( ev_go           -  idle ) >~in_idle
    );
}%%
