# 7:1: error: expected the end of the file, not '%%{'
# One chart a file.
%%{
    machine second_chart;
    main := ( start: idle: ( ev_go -> idle ) >~in_idle );
}%%
%%{
    machine another;
}%%
