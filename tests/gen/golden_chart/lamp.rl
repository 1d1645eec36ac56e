# lamp: a small chart with one of everything: groups, remarks, a demanded row,
# rows that stay, rows that return, states that last and say so, words.
%%{
    machine lamp;
    # plugging:
    #   ev_plugged    the lamp is in its socket
    #   ev_unplugged  it is not
    # wishes:
    #   ev_pressed    somebody presses the button
    #   ev_held       and holds it
    # answers:
    #   ev_burnt      the lamp says that it cannot
    # time:
    #   ev_slept      nobody pressed for long
    # asks:
    #   @switch_on    shine
    # does:
    #   @switch_off   the current is cut
    #   @dim          there is less current
    # bounded: ev_burnt: a lamp burns out once
    # lint: every state but unplugged takes ev_unplugged -> unplugged

    main := ( start:
        # says: no lamp
        # stuck
        unplugged: ( ev_plugged                  -> dark ) >~in_unplugged,

        # group: in use
        dark:      ( ev_pressed   @switch_on     -> trying
                   | ev_unplugged                -> unplugged ) >~in_dark,

        trying:    ( ev_burnt     @switch_on     -> trying
                   | ev_slept                    -> lit
                   | ev_unplugged                -> unplugged ) >~in_trying,

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
