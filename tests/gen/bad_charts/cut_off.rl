# 8:1: error: expected ')' at the end of the file
# As after a full disk.
%%{
    machine cut_off;

    main := ( start:
        idle: ( ev_go   -> idle
