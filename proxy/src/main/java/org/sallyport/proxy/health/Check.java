package org.sallyport.proxy.health;

import java.util.function.Supplier;

/** One thing that can be well or not. {@link #look} is called by any thread, at any time, and must not block. */
public interface Check {

    /** A word or two with a hyphen, such as {@code event-loops}. */
    String name();

    /** How it is now. An exception counts as {@link Level#FAILED}. */
    Result look();

    /** A check of this name. */
    static Check of(String name, Supplier<Result> look) {
        return new Check() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Result look() {
                return look.get();
            }
        };
    }

    /** How bad it is. */
    enum Level {
        OK,
        /** Something is amiss that an administrator should know of; the gateway does its work all the same. */
        DEGRADED,
        /** The gateway can't do its work. */
        FAILED
    }

    /**
     * How it is.
     *
     * @param message one sentence for an administrator, with what to do if anything is to be done; nothing of what people wrote
     */
    record Result(Level level, String message) {

        /** All is well. */
        public static Result ok(String message) {
            return new Result(Level.OK, message);
        }

        /** Amiss, but the work goes on. */
        public static Result degraded(String message) {
            return new Result(Level.DEGRADED, message);
        }

        /** The work does not go on. */
        public static Result failed(String message) {
            return new Result(Level.FAILED, message);
        }
    }
}
