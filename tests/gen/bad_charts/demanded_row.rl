# 9:9: error: state 'busy' lacks 'ev_gone -> idle'
# The chart itself says that a device can go at any time.
%%{
    machine demanded_row;
    # lint: every state but idle takes ev_gone -> idle

    main := ( start:
        idle: ( ev_go   -> open ) >~in_idle,
        busy: ( ev_done -> idle ) >~in_busy,
        open: ( ev_work -> busy
              | ev_gone -> idle ) >~in_open
    );
}%%
