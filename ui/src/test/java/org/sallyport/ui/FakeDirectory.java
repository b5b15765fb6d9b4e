package org.sallyport.ui;

import java.time.Duration;
import java.util.Set;
import org.sallyport.policy.identity.Authenticator;
import org.sallyport.policy.identity.Person;

/** An account for each role, all with the password {@value #PASSWORD}, and two logins that bring out the directory's moods. */
final class FakeDirectory implements Authenticator {

    static final String PASSWORD = "correct horse";

    /** Settings that give each of these accounts its role. */
    static final ConsoleSettings SETTINGS = ConsoleSettings.DEFAULTS
            .withAddress("127.0.0.1", 0)
            .withGroups(Role.AUDITOR, Set.of("audit"))
            .withGroups(Role.ADMINISTRATOR, Set.of("operations"))
            .withGroups(Role.FEEDER, Set.of("logon-scripts"));

    @Override
    public Result authenticate(String login, String password) {
        if (login.equals("slow-down")) {
            return new Result.TooMany(Duration.ofMinutes(4));
        }
        if (login.equals("outage")) {
            return new Result.Unavailable("ldap.example.org does not answer");
        }
        if (!password.equals(PASSWORD)) {
            return Result.Refused.INSTANCE;
        }
        return switch (login) {
            case "olga" -> accepted("olga", "Olga Reader", Set.of("compliance", "staff"));
            case "sam" -> accepted("sam", "Sam Salesman", Set.of("sales", "staff"));
            case "adam" -> accepted("adam", "Adam Minister", Set.of("operations", "staff"));
            case "aude" -> accepted("aude", "Aude Itor", Set.of("audit"));
            case "dc1" -> accepted("dc1", "Domain controller 1", Set.of("logon-scripts"));
            default -> Result.Refused.INSTANCE;
        };
    }

    private static Result accepted(String login, String name, Set<String> groups) {
        return new Result.Accepted(new Person("id-" + login, login, name, null, groups, false));
    }
}
