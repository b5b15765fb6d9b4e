package org.sallyport.ui;

import java.util.Locale;

/**
 * What somebody is to the console. Roles come from groups of the directory, see {@link ConsoleSettings#groups}; a person may
 * have several, and may then do what any of them may.
 */
public enum Role {
    /** Keeps rules and the people behind names in order. Reads no messages by this role alone. */
    ADMINISTRATOR,
    /** Reads the archive and decides on what rules hold back. */
    REVIEWER,
    /** Reads the archive, the rules and who is behind names, and changes nothing. */
    AUDITOR,
    /** Tells who is logged on where: a script on a domain controller, say. Sees nothing. */
    FEEDER;

    /** The name in answers to scripts. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
