import { useEffect, useState } from 'react';

/** The clock, for what counts up or down. Stands still while nobody looks, and when `every` is undefined. */
export const useNow = (every: number | undefined = 1000): number => {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (every === undefined) return undefined;
    const tick = () => {
      if (!document.hidden) setNow(Date.now());
    };
    const timer = setInterval(tick, every);
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  }, [every]);
  return now;
};
