/** Buttons for what can be heard: the music, and the options where these are music. */
{
  const { score, options } = held("plays");
  if (score.length) at("heard").append(playable("the music", async () => score, document.title));
  options.forEach((piece, place) => {
    if (piece.length) at(`option-${place}`).append(" ", playable(`option ${"ABCD"[place]}`, async () => piece));
  });
  if (score.length || options.some((piece) => piece.length)) at("heard").append(tempo());
}
