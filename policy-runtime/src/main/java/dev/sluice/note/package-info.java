/**
 * Signed notes: a short text with the signatures of several keys below it, as people, tools and
 * transparency logs exchange them. Cryptography comes from the JDK (JCA) alone.
 *
 * @see <a href="https://c2sp.org/signed-note">C2SP signed notes</a>
 */
@NullMarked
package dev.sluice.note;

import org.jspecify.annotations.NullMarked;
