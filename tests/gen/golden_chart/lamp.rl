# lamp: a small chart with one of everything: groups, remarks, a demanded row,
# rows that stay, rows that return, states that last and say so.
%%{
    machine lamp;
    # lint: every state but unplugged takes ev_unplugged -> unplugged

    main := ( start:
        # says: no lamp
        # stuck
        unplugged: ( ev_plugged                  -> dark ) >~in_unplugged,

        # group: in use
        dark:      ( ev_pressed   @switch_on     -> lit
                   | ev_unplugged                -> unplugged ) >~in_dark,

        # a very long press dims
        # lasts: 90 s
        # says: the lamp is lit & goes out by itself
        lit:       ( ev_pressed   @switch_off    -> dark
                   | ev_held      @dim           -> lit
                   | ev_slept                    -> fading
                   | ev_unplugged                -> unplugged ) >~in_lit,

        # lasts: backoff
        fading:    ( ev_slept     @switch_off    -> dark
                   | ev_unplugged                -> unplugged ) >~in_fading
    );
}%%
