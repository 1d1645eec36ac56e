# 5:29: error: there is no state 'ideal'
# The rule itself is misspelled: without this check it would demand too much.
%%{
    machine demand_of_no_state;
    # lint: every state but ideal takes ev_go -> idle

    main := ( start:
        idle: ( ev_go   -> idle ) >~in_idle
    );
}%%
