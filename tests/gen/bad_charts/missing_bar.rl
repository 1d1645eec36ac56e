# 8:17: error: expected ')', not 'ev_done'
# Rows are divided by bars.
%%{
    machine missing_bar;

    main := ( start:
        idle: ( ev_go   -> idle
                ev_done -> idle ) >~in_idle
    );
}%%
