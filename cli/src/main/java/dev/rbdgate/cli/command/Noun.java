package dev.rbdgate.cli.command;

import java.util.List;

/** A kind of thing that verbs act on: {@code rbdgate image …}. */
public interface Noun {

    String name();

    String summary();

    /** Made only for the noun on the command line: every class loaded costs start time. */
    List<Verb> verbs();
}
