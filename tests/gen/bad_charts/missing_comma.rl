# 8:9: error: expected ')', not 'busy'
# States are divided by commas.
%%{
    machine missing_comma;

    main := ( start:
        idle: ( ev_go   -> busy ) >~in_idle
        busy: ( ev_done -> idle ) >~in_busy
    );
}%%
