package org.sallyport.ui.page;

import java.util.ArrayList;
import java.util.List;
import org.sallyport.policy.document.Problem;
import org.sallyport.policy.document.Problems;

/**
 * Something wrong with a document, or to be warned of.
 *
 * @param place such as {@code line 12}, with the file's name where it is another one
 * @param line the line, from 1; 0 when it is about the document as a whole
 * @param path where in the document; may be empty
 * @param message what is wrong
 * @param allowed what may stand there instead; may be empty
 * @param excerpt the line itself; empty when it is not at hand
 */
public record ProblemView(String place, int line, String path, String message, String allowed, String excerpt) {

    private static final int LONGEST_EXCERPT = 160;

    /**
     * Ready to be shown.
     *
     * @param file what the document itself is called
     * @param text the document, for its lines; empty when it is not at hand
     */
    public static List<ProblemView> of(Problems problems, String file, String text) {
        List<String> lines = problems.isEmpty() ? List.of() : text.lines().toList();
        List<ProblemView> views = new ArrayList<>();
        for (Problem problem : problems.list()) {
            boolean here = problem.file().equals(file) || problem.file().endsWith("/" + file);
            String line = problem.line() > 0 ? "line " + problem.line() : "the whole document";
            views.add(new ProblemView(
                    here ? line : Visible.line(problem.file()) + ", " + line,
                    here ? problem.line() : 0,
                    Visible.line(problem.path()),
                    Visible.line(problem.message()),
                    Visible.line(String.join(", ", problem.allowed())),
                    here && problem.line() > 0 && problem.line() <= lines.size()
                            ? excerpt(lines.get(problem.line() - 1))
                            : ""));
        }
        if (problems.omitted() > 0) {
            views.add(new ProblemView("", 0, "", "and " + problems.omitted() + " more", "", ""));
        }
        return List.copyOf(views);
    }

    private static String excerpt(String line) {
        String bare = Visible.line(line.strip());
        return bare.length() <= LONGEST_EXCERPT ? bare : bare.substring(0, LONGEST_EXCERPT) + "…";
    }
}
