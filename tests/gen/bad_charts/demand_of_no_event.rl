# 5:40: error: there is no event 'ev_gonne'; did you mean 'ev_gone'?
# The rule's event is misspelled.
%%{
    machine demand_of_no_event;
    # lint: every state but idle takes ev_gonne -> idle

    main := ( start:
        idle: ( ev_go   -> busy ) >~in_idle,
        busy: ( ev_gone -> idle ) >~in_busy
    );
}%%
