# 7:22: error: a chart has no '*'
# Regular expressions are Ragel, but no chart.
%%{
    machine operator;

    main := ( start:
        idle: ( ev_go* -> busy ) >~in_idle,
        busy: ( ev_done -> idle ) >~in_busy
    );
}%%
