# 4:13: error: machine 'right_file' in a file named 'wrong_file.rl'
# The file is found by the machine's name.
%%{
    machine right_file;
    main := ( start: idle: ( ev_go -> idle ) >~in_idle );
}%%
