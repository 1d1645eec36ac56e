# 6:9: error: expected 'start', not 'idle'
# Ragel would say this of a file that nobody wrote.
%%{
    machine no_start;
    main := (
        idle: ( ev_go -> idle ) >~in_idle
    );
}%%
