# 5:30: error: expected an event, not ')'
# A state in which nothing can happen.
%%{
    machine no_rows;
    main := ( start: idle: ( ) >~in_idle );
}%%
