package org.sallyport.ui;

import static org.sallyport.ui.Role.ADMINISTRATOR;
import static org.sallyport.ui.Role.AUDITOR;
import static org.sallyport.ui.Role.FEEDER;
import static org.sallyport.ui.Role.REVIEWER;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Whom a route is for. Every route names one, {@link Gate} asks for it, and {@code access.txt} among the tests writes down what
 * comes of it for each role.
 */
enum Access {
    /** Whoever reaches the port. */
    ANYONE("be here"),
    /** Whoever has signed in, whatever their groups. */
    SIGNED_IN("sign in"),
    READ_ARCHIVE("read the archive", REVIEWER, AUDITOR),
    /** Those who decide also see what is held; nobody else sees messages that have not arrived. */
    REVIEW_HELD("review held messages", REVIEWER),
    READ_POLICY("read the policy", ADMINISTRATOR, REVIEWER, AUDITOR),
    EDIT_POLICY("change the policy", ADMINISTRATOR),
    READ_PEOPLE("see who is behind which name", ADMINISTRATOR, REVIEWER, AUDITOR),
    EDIT_PEOPLE("change who is behind which name", ADMINISTRATOR),
    WHO_IS_ON("see who is signed on", ADMINISTRATOR, AUDITOR),
    END_SESSIONS("end other people's sessions", ADMINISTRATOR),
    FEED_LOGONS("tell who is logged on where", ADMINISTRATOR, FEEDER);

    private final String what;
    /** Never changed: {@link List#copyOf}. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<Role> roles;

    Access(String what, Role... roles) {
        this.what = what;
        this.roles = List.copyOf(Arrays.asList(roles));
    }

    /** What it lets people do, to follow "may". */
    String what() {
        return what;
    }

    /** Any of these will do; empty for {@link #ANYONE} and {@link #SIGNED_IN}. */
    List<Role> roles() {
        return roles;
    }

    /** Whether somebody who has signed in, and has these roles, may. */
    boolean allows(Set<Role> having) {
        return switch (this) {
            case ANYONE, SIGNED_IN -> true;
            case READ_ARCHIVE,
                    REVIEW_HELD,
                    READ_POLICY,
                    EDIT_POLICY,
                    READ_PEOPLE,
                    EDIT_PEOPLE,
                    WHO_IS_ON,
                    END_SESSIONS,
                    FEED_LOGONS -> !Collections.disjoint(roles, having);
        };
    }
}
