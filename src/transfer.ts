/** Let the learner keep a text as a file of their own. */
export function download(text: string, name: string): void {
  const url = URL.createObjectURL(
    new Blob([text], { type: 'application/jsonl' })
  );
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken hold of the blob once the click is through.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}

/** Let the learner choose a file; undefined where they chose none. */
export function upload(): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = '.jsonl,application/jsonl';
    input.onchange = () => {
      const file = input.files?.[0];
      if (file) {
        file.text().then(resolve, reject);
      } else {
        resolve(undefined);
      }
    };
    input.addEventListener('cancel', () => resolve(undefined));
    input.click();
  });
}
