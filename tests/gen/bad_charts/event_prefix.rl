# 7:17: error: event 'go' must begin with 'ev_'
# An event is told from an effect by its prefix.
%%{
    machine event_prefix;

    main := ( start:
        idle: ( go      -> busy ) >~in_idle,
        busy: ( ev_done -> idle ) >~in_busy
    );
}%%
