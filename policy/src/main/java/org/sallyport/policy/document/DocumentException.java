package org.sallyport.policy.document;

/** A document that can't be used, with everything wrong in it at once. */
public final class DocumentException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Problems problems;

    /**
     * @param problems at least one
     */
    public DocumentException(Problems problems) {
        super(problems.toString());
        this.problems = problems;
    }

    /** What is wrong. */
    public Problems problems() {
        return problems;
    }
}
