# 5:22: error: expected a state, not ')'
# A chart without an edge must not pass for one without a fault.
%%{
    machine no_states;
    main := ( start: );
}%%
