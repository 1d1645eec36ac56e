/*
 * \brief  Place of the one modem
 * \author attache maintainers
 * \date   2026-12-01
 *
 * Unlike what a 'Constructible' holds, a modem may also be left as it is. Its
 * destructor calls the USB host, which would never return if that is gone.
 */

#ifndef _MODEM_SLOT_H_
#define _MODEM_SLOT_H_

#include <util/construct_at.h>

#include <modem.h>

namespace Attache { class Modem_slot; }


class Attache::Modem_slot : Noncopyable
{
	private:

		alignas(Modem) char _space[sizeof(Modem)];

		bool _constructed = false;

		Modem &_modem() { return *(Modem *)_space; }

	public:

		bool constructed() const { return _constructed; }

		Modem &operator * ()  { return  _modem(); }
		Modem *operator -> () { return &_modem(); }

		void construct(auto &&... args)
		{
			destruct();
			construct_at<Modem>(_space, args...);
			_constructed = true;
		}

		void destruct()
		{
			if (_constructed)
				_modem().~Modem();
			_constructed = false;
		}

		/**
		 * Forget a modem whose USB host is gone
		 *
		 * The bookkeeping of its packet streams, some kilobytes, is lost. The
		 * buffers went with the host.
		 */
		void abandon()
		{
			if (_constructed)
				_modem().abandon();
			_constructed = false;
		}
};

#endif /* _MODEM_SLOT_H_ */
