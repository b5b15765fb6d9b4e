package org.sallyport.proxy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.sallyport.policy.history.LexiconDesk;
import org.sallyport.policy.history.PolicyDesk;
import org.sallyport.policy.history.PolicyHistory;
import org.sallyport.policy.rule.KnownGroups;
import org.sallyport.policy.rule.LexiconFolder;
import org.sallyport.policy.rule.PolicyFile;
import org.sallyport.proxy.config.Configuration;
import org.sallyport.ui.PolicyServices;

/**
 * Where the policy is changed by people: its drafts and versions, and those of the files of words it names. They are in the
 * data directory, under {@code policy}.
 *
 * @param history every version that was published
 * @param desk drafts, publishing, going back
 * @param lexicons the same for the files of words
 */
record PolicyParts(PolicyHistory history, PolicyDesk desk, LexiconDesk lexicons) implements AutoCloseable {

    static PolicyParts open(Configuration configuration, Clock clock) throws IOException {
        Path file = PolicyLoading.fileOf(configuration);
        Path folder = configuration.data().resolve("policy");
        boolean second = configuration.policy().secondPairOfEyes();
        PolicyHistory history = PolicyHistory.open(folder.resolve("versions"));
        try {
            PolicyDesk desk =
                    new PolicyDesk(history, file, LexiconFolder.beside(file), folder.resolve("drafts"), second, clock);
            return new PolicyParts(history, desk, new LexiconDesk(file, folder.resolve("lexicons"), second, clock));
        } catch (IOException e) {
            history.close();
            throw e;
        }
    }

    /** What the console works with. */
    PolicyServices services(
            Configuration configuration, PolicyFile policy, KnownGroups groups, PeopleParts here, Archives archive) {
        Path file = PolicyLoading.fileOf(configuration);
        return new PolicyServices(
                String.valueOf(file.getFileName()),
                policy::state,
                desk,
                lexicons,
                LexiconFolder.beside(file),
                groups,
                rulebase -> PolicyLoading.advice(configuration, rulebase),
                // As the service compares them: names that people type are not folded yet. The answer always comes.
                name -> here.people()
                        .resolve(here.names()
                                .read(name.service(), name.display())
                                .orElse(name))
                        .join(),
                archive.events());
    }

    @Override
    public void close() throws IOException {
        lexicons.close();
        history.close();
    }
}
