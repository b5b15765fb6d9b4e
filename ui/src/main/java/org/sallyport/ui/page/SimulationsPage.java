package org.sallyport.ui.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was tried out, and a form to try out more.
 *
 * @param policies what can be tried out
 * @param chosen which of them
 * @param from the first day, as typed
 * @param until the last day, inclusive, likewise
 * @param zone the zone of the days
 * @param problem why it can't be; null when it can
 * @param errors what is wrong with the policy that was chosen
 * @param jobs the newest first
 */
public record SimulationsPage(
        List<Choice> policies,
        String chosen,
        String from,
        String until,
        String zone,
        @Nullable String problem,
        List<ProblemView> errors,
        List<SimulationPage> jobs) {}
