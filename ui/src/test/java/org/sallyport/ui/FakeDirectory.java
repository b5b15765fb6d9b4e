package org.sallyport.ui;

import java.time.Duration;
import java.util.Set;
import org.sallyport.policy.identity.Authenticator;
import org.sallyport.policy.identity.Person;

/** Three accounts, all with the password {@value #PASSWORD}, and two logins that bring out the directory's moods. */
final class FakeDirectory implements Authenticator {

    static final String PASSWORD = "correct horse";

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
            default -> Result.Refused.INSTANCE;
        };
    }

    private static Result accepted(String login, String name, Set<String> groups) {
        return new Result.Accepted(new Person("id-" + login, login, name, null, groups, false));
    }
}
