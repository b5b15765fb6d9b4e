/**
 * Fuzzing: every decoder gets bytes that nobody made by hand, and must keep its promises.
 *
 * <p>A {@link org.sallyport.protocols.fuzz.FuzzTarget} feeds one decoder and says what must hold. The seeds of all targets, and
 * what fuzzing has found before, are tried in every build by a {@link org.sallyport.protocols.fuzz.KnownInputs}; a
 * {@link org.sallyport.protocols.fuzz.Fuzzing} has Jazzer look for more, when somebody asks for it.
 */
@NullMarked
package org.sallyport.protocols.fuzz;

import org.jspecify.annotations.NullMarked;
