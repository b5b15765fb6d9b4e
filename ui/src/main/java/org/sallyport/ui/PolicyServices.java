package org.sallyport.ui;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.sallyport.archive.search.ArchiveEvents;
import org.sallyport.policy.document.Problem;
import org.sallyport.policy.history.LexiconDesk;
import org.sallyport.policy.history.PolicyDesk;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.rule.KnownGroups;
import org.sallyport.policy.rule.LexiconSource;
import org.sallyport.policy.rule.PolicyFile;
import org.sallyport.policy.rule.Rulebase;
import org.sallyport.protocols.ScreenName;

/**
 * What the pages about the policy work with. All of it is called on the console's threads, and may block.
 *
 * @param file what the policy file is called, for people
 * @param inForce what decides now, and what is wrong with the file if it is not that
 * @param desk drafts and versions of the policy
 * @param lexicons drafts and versions of the files of words it names
 * @param source where documents find those files
 * @param groups which groups the directory has
 * @param advice what else to warn of in a rulebase, such as alerts to somebody who is not configured
 * @param people who is behind a screen name now
 * @param events what was, to try a policy out on
 */
public record PolicyServices(
        String file,
        Supplier<PolicyFile.State> inForce,
        PolicyDesk desk,
        LexiconDesk lexicons,
        LexiconSource source,
        KnownGroups groups,
        Function<Rulebase, List<Problem>> advice,
        Function<ScreenName, Identity> people,
        ArchiveEvents events) {}
