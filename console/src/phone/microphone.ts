/** The microphone, and in plain words why it cannot be had. */
import { zh } from "../strings";

export class MicrophoneError extends Error {}

const WANTED: MediaStreamConstraints = {
  audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  video: false,
};

const words: Partial<Record<string, string>> = zh.microphone;

/** One voice from the default microphone; asks for permission where none was given yet. */
export async function openMicrophone(): Promise<MediaStream> {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices) throw new MicrophoneError(words.insecure);
  try {
    return await devices.getUserMedia(WANTED);
  } catch (error) {
    const name = error instanceof Error ? error.name : "other";
    throw new MicrophoneError(words[name] ?? words.other);
  }
}

/** Asks for the permission ahead of the first call, and lets go of the microphone again. */
export async function checkMicrophone(): Promise<void> {
  const voice = await openMicrophone();
  for (const track of voice.getTracks()) track.stop();
}
