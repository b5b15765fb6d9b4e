package org.sallyport.proxy.scenario;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.Person;
import org.sallyport.policy.identity.binding.Binding;
import org.sallyport.policy.identity.binding.Bindings;
import org.sallyport.policy.identity.binding.BindingsCsv;
import org.sallyport.policy.identity.binding.Registration;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.proxy.PeopleParts;

/** Makes screen names people's, in each way there is. What does not work is an error. */
record Registry(PeopleParts people) {

    private static final Pattern CODE = Pattern.compile("\\(code: (\\S+)\\)");

    private static final String BY = "scenario";

    private Person person(String login) {
        if (people.finder().byLogin(login) instanceof Identity.Known known) {
            return known.person();
        }
        throw new AssertionError("the directory has no " + login);
    }

    /** As an administrator. */
    void bind(String service, String name, String login) {
        ScreenName account = people.names().read(new ServiceId(service), name).orElseThrow();
        Bindings.Outcome outcome = people.bindings()
                .bind(new Bindings.Claim(account, person(login), Binding.Source.ADMINISTRATOR, BY, ""));
        if (!(outcome instanceof Bindings.Outcome.Done)) {
            throw new AssertionError(outcome.toString());
        }
    }

    /** From a file with this name in it. */
    void importFile(String service, String name, String login) {
        String file = "service,screen-name,login\r\n%s,%s,%s\r\n".formatted(service, name, login);
        BindingsCsv.Report report =
                people.csv().read(file.getBytes(StandardCharsets.UTF_8), BindingsCsv.Mode.ALL_OR_NOTHING, BY, "");
        if (!report.written()) {
            throw new AssertionError(report.toString());
        }
    }

    /** As the person, with the code in a notice. */
    void register(String notice, String login) {
        Matcher code = CODE.matcher(notice);
        if (!code.find()) {
            throw new AssertionError("no code in '" + notice + "'");
        }
        Registration.Outcome outcome = people.registration().redeem(code.group(1), person(login), "127.0.0.1");
        if (!(outcome instanceof Registration.Outcome.Registered)) {
            throw new AssertionError(outcome.toString());
        }
    }
}
