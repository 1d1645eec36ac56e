# 9:18: error: this is said of a state, above its name
# Between two rows it is not clear what lasts so long.
%%{
    machine said_of_a_row;

    main := ( start:
        idle: ( ev_go   -> busy
              | ev_no   -> idle
        # lasts: 1 s
              | ev_ok   -> idle ) >~in_idle,
        busy: ( ev_done -> idle ) >~in_busy
    );
}%%
