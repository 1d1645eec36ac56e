# 7:24: error: a name of more than 40 letters
# It would not fit into a line of C.
%%{
    machine long_name;

    main := ( start:
        idle: ( ev_go @send_a_letter_to_the_person_who_owns_this -> idle
              | ev_no @send_a_letter_to_the_person_who_owns_it   -> idle )
                >~in_idle
    );
}%%
