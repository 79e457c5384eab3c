/**
 * Makes something when it is first asked for, and then gives the same again: to make all schemas there are takes several
 * times as long as to check a script with those that it needs.
 */
export function once<Made>(make: () => Made): () => Made {
  let made: { value: Made } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
