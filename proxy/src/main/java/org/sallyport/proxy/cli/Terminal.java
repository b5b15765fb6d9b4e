package org.sallyport.proxy.cli;

import java.io.PrintStream;

/**
 * Progress on a terminal: one line that changes, or one line a stage where there is no terminal. Safe for any thread.
 */
final class Terminal {

    private final PrintStream out;
    private final boolean interactive;
    private String stage = "";
    private boolean open;

    Terminal(PrintStream out) {
        this.out = out;
        // The launcher knows whether the output is a terminal; Java can tell only from version 22 on.
        this.interactive = Boolean.getBoolean("sallyport.terminal");
    }

    /** Shows how far something is; repeated calls for one stage overwrite each other. */
    synchronized void progress(String newStage, String detail) {
        if (interactive) {
            out.print("\r\033[K  " + newStage + (detail.isEmpty() ? "" : ": " + detail));
            out.flush();
            open = true;
        } else if (!newStage.equals(stage)) {
            out.println("  " + newStage + " ...");
        }
        stage = newStage;
    }

    /** A line that stays. */
    synchronized void line(String text) {
        if (open) {
            out.print("\r\033[K");
            open = false;
        }
        out.println(text);
        out.flush();
    }
}
