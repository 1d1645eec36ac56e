# 7:24: error: 'ev_sent' is no name for an effect
# An effect is an order, not something that happened.
%%{
    machine event_as_effect;

    main := ( start:
        idle: ( ev_go @ev_sent -> busy ) >~in_idle,
        busy: ( ev_done        -> idle ) >~in_busy
    );
}%%
